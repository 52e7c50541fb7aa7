"""What is known of Chinese."""
