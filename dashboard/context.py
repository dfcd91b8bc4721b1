"""What the frame around every page shows: brand, menu, who is signed in."""
