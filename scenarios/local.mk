# Installed data of this folder.
