noinst_LIBRARIES += libplpin.a
libplpin_a_SOURCES = \
	src/pin/client.c \
	src/pin/client.h \
	src/pin/clients/android.c \
	src/pin/clients/apple.c \
	src/pin/clients/browsers.c \
	src/pin/clients/curl.c \
	src/pin/clients/dane.c \
	src/pin/clients/list.h \
	src/pin/clients/okhttp.c \
	src/pin/clients/others.c \
	src/pin/clients/own.c \
	src/pin/compare.c \
	src/pin/format.c \
	src/pin/format.h \
	src/pin/formats/lines.c \
	src/pin/formats/lines.h \
	src/pin/formats/list.h \
	src/pin/formats/pinlab.c \
	src/pin/formats/plain.c \
	src/pin/host.c \
	src/pin/load.c \
	src/pin/match.c \
	src/pin/parts.h \
	src/pin/pin.c \
	src/pin/pin.h \
	src/pin/pin_text.c \
	src/pin/pinfile.c \
	src/pin/pinfile.h \
	src/pin/pinset.c \
	src/pin/read.c \
	src/pin/reader.c \
	src/pin/reader.h \
	src/pin/rules.c \
	src/pin/usage.c \
	$(NULL)
