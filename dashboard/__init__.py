"""What leaders see: the monthly report, its pages, publication and exports; the Django project."""
