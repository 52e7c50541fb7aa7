"""What is known of languages and scripts: asked by every stage, imports words only."""
