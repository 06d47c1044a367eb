print("hss")
