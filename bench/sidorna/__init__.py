"""The staff pages that bench/arbetssidor.py walks: their addresses, and who reads them."""
