"""The synthetic music world behind the sandbox: recordings, where they are listed, playlists and lyrics."""
