"""What every room shares of the API: the door, its problems, and how they are described."""
