"""What changed between two versions, as a person reads it: block by block, word by word, in Chinese too."""
