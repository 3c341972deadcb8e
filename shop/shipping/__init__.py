"""What it costs to send goods somewhere, and where they are not sent."""
