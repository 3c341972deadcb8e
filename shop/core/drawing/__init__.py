"""What is drawn and printed: typefaces, line breaking, QR codes."""
