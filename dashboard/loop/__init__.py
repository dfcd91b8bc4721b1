"""The pages of the closed loop: problems, orders, requests for help, highlights, meetings."""
