/* The entries of the client table; pin/client.c lists them. Others find them by name. */
#ifndef PINLAB_PIN_CLIENTS_H
#define PINLAB_PIN_CLIENTS_H

#include "pin/client.h"

extern const struct pl_client pl_client_generic;
extern const struct pl_client pl_client_leaf_only;
extern const struct pl_client pl_client_any_presented;
extern const struct pl_client pl_client_ca_only;
extern const struct pl_client pl_client_curl;
extern const struct pl_client pl_client_okhttp;

#endif
