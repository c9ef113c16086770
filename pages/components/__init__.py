"""What pages are made of: the choice in the link, the view, its words, its pictures and its files. Not pages themselves."""
