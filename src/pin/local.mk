noinst_LIBRARIES += libplpin.a
libplpin_a_SOURCES = \
	src/pin/client.c \
	src/pin/client.h \
	src/pin/clients.c \
	src/pin/clients.h \
	src/pin/compare.c \
	src/pin/host.c \
	src/pin/host.h \
	src/pin/load.c \
	src/pin/pin.c \
	src/pin/pin.h \
	src/pin/pin_text.c \
	src/pin/pinset.c \
	$(NULL)
