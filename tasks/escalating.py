"""What has run past its day is raised a step by rule, once a day."""
