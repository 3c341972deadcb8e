"""What a goods file says: reading it safely, finding its columns, understanding its rows. No writes here."""
