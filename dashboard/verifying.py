"""Does every stored publication match its hash, and every hash the one before it?"""
