"""历期发布: every published month, its editions and files. Pure."""
