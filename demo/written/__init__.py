"""What members write to facilitators and to editors."""
