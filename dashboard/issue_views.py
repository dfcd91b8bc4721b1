"""历期发布 and its pages."""
