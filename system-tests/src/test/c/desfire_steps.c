/*
 * Speaks to a DESFire card through libfreefare and libnfc, one step per argument group:
 *
 *   version | apps | select AID | aes NUMBER KEY
 *   read FILE OFFSET LENGTH | write FILE DATA | records FILE COUNT | record FILE DATA
 *   value FILE | credit FILE AMOUNT | debit FILE AMOUNT | commit         (value files are MACed)
 *   create FILE MODE RIGHTS SIZE          (a standard data file; mode 0 plain, 1 MACed, 3 enciphered)
 *
 * FILE, MODE are decimal; AID, RIGHTS, KEY, DATA hexadecimal. Each step prints one line; the first
 * that fails ends the program with status 1. The reader is the one LIBNFC_DEFAULT_DEVICE names.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <freefare.h>
#include <nfc/nfc.h>

enum { DATA_MAX = 1024, KEY_LENGTH = 16 };

static MifareTag tag;
static char **next;

static const char *word(void) {
  if (*next == NULL)
    errx(2, "a step lacks an argument");
  return *next++;
}

static long number(int base) {
  char *end;
  const char *text = word();
  long value = strtol(text, &end, base);
  if (*text == '\0' || *end != '\0')
    errx(2, "not a number: %s", text);
  return value;
}

static size_t bytes(uint8_t *into, size_t room) {
  const char *text = word();
  size_t length = strlen(text) / 2;
  if (strlen(text) % 2 != 0 || length > room)
    errx(2, "not %zu bytes or fewer: %s", room, text);
  for (size_t i = 0; i < length; i++) {
    unsigned value;
    if (sscanf(text + 2 * i, "%2x", &value) != 1)
      errx(2, "not hexadecimal: %s", text);
    into[i] = (uint8_t)value;
  }
  return length;
}

static void print(const char *what, const uint8_t *data, size_t length) {
  printf("%s ", what);
  for (size_t i = 0; i < length; i++)
    printf("%02x", data[i]);
  printf("\n");
}

static void must(const char *step, long result) {
  if (result < 0)
    errx(1, "%s: %s (card says %02x)", step, freefare_strerror(tag),
         mifare_desfire_last_picc_error(tag));
}

static void version(void) {
  struct mifare_desfire_version_info info;
  must("version", mifare_desfire_get_version(tag, &info));
  printf("version hardware %d.%d software %d.%d uid ", info.hardware.version_major,
         info.hardware.version_minor, info.software.version_major, info.software.version_minor);
  print("", info.uid, sizeof info.uid);
}

static void apps(void) {
  MifareDESFireAID *ids;
  size_t count;
  must("apps", mifare_desfire_get_application_ids(tag, &ids, &count));
  printf("apps");
  for (size_t i = 0; i < count; i++)
    printf(" %06x", mifare_desfire_aid_get_aid(ids[i]));
  printf("\n");
  mifare_desfire_free_application_ids(ids);
}

static void select_application(void) {
  MifareDESFireAID id = mifare_desfire_aid_new((uint32_t)number(16));
  must("select", mifare_desfire_select_application(tag, id));
  free(id);
  printf("selected\n");
}

static void authenticate(void) {
  uint8_t material[KEY_LENGTH];
  uint8_t key_number = (uint8_t)number(10);
  if (bytes(material, sizeof material) != sizeof material)
    errx(2, "a key has 16 bytes");
  MifareDESFireKey key = mifare_desfire_aes_key_new(material);
  must("aes", mifare_desfire_authenticate_aes(tag, key_number, key));
  mifare_desfire_key_free(key);
  printf("authenticated %d\n", key_number);
}

static void read_data(void) {
  uint8_t data[DATA_MAX];
  uint8_t file = (uint8_t)number(10);
  long offset = number(10);
  long length = number(10);
  if (length < 1 || length > DATA_MAX / 2)
    errx(2, "length out of range: %ld", length);
  ssize_t count = mifare_desfire_read_data(tag, file, offset, (size_t)length, data);
  must("read", count);
  print("data", data, (size_t)count);
}

static void write_data(void) {
  uint8_t data[DATA_MAX];
  uint8_t file = (uint8_t)number(10);
  size_t length = bytes(data, sizeof data);
  ssize_t count = mifare_desfire_write_data(tag, file, 0, length, data);
  must("write", count);
  printf("written %zd\n", count);
}

static void read_records(void) {
  uint8_t data[DATA_MAX];
  uint8_t file = (uint8_t)number(10);
  long count = number(10);
  if (count < 1 || count > 8)
    errx(2, "count out of range: %ld", count);
  ssize_t length = mifare_desfire_read_records(tag, file, 0, (size_t)count, data);
  must("records", length);
  print("records", data, (size_t)length);
}

static void write_record(void) {
  uint8_t data[DATA_MAX];
  uint8_t file = (uint8_t)number(10);
  size_t length = bytes(data, sizeof data);
  must("record", mifare_desfire_write_record(tag, file, 0, length, data));
  printf("recorded %zu\n", length);
}

static void value(void) {
  int32_t amount;
  must("value", mifare_desfire_get_value(tag, (uint8_t)number(10), &amount));
  printf("value %d\n", amount);
}

/*
 * The plain calls send a debit without its MAC when the key has only the file's read right, which
 * is what a gate's key has and what permits a debit: so the mode of the file is given here.
 */
static void change_value(bool up) {
  uint8_t file = (uint8_t)number(10);
  int32_t amount = (int32_t)number(10);
  must(up ? "credit" : "debit",
       up ? mifare_desfire_credit_ex(tag, file, amount, MDCM_MACED)
          : mifare_desfire_debit_ex(tag, file, amount, MDCM_MACED));
  printf("%s %d\n", up ? "credited" : "debited", amount);
}

static void create(void) {
  uint8_t file = (uint8_t)number(10);
  uint8_t mode = (uint8_t)number(10);
  uint16_t rights = (uint16_t)number(16);
  uint32_t size = (uint32_t)number(10);
  must("create", mifare_desfire_create_std_data_file(tag, file, mode, rights, size));
  printf("created %d\n", file);
}

static void commit(void) {
  must("commit", mifare_desfire_commit_transaction(tag));
  printf("committed\n");
}

static void step(const char *name) {
  if (strcmp(name, "version") == 0)
    version();
  else if (strcmp(name, "apps") == 0)
    apps();
  else if (strcmp(name, "select") == 0)
    select_application();
  else if (strcmp(name, "aes") == 0)
    authenticate();
  else if (strcmp(name, "read") == 0)
    read_data();
  else if (strcmp(name, "write") == 0)
    write_data();
  else if (strcmp(name, "records") == 0)
    read_records();
  else if (strcmp(name, "record") == 0)
    write_record();
  else if (strcmp(name, "value") == 0)
    value();
  else if (strcmp(name, "credit") == 0)
    change_value(true);
  else if (strcmp(name, "debit") == 0)
    change_value(false);
  else if (strcmp(name, "create") == 0)
    create();
  else if (strcmp(name, "commit") == 0)
    commit();
  else
    errx(2, "unknown step: %s", name);
}

int main(int argc, char **argv) {
  (void)argc;
  nfc_context *context;
  nfc_init(&context);
  if (context == NULL)
    errx(1, "libnfc does not start");
  nfc_device *device = nfc_open(context, NULL);
  if (device == NULL)
    errx(1, "no reader at LIBNFC_DEFAULT_DEVICE");
  MifareTag *tags = freefare_get_tags(device);
  if (tags == NULL || tags[0] == NULL || freefare_get_tag_type(tags[0]) != DESFIRE)
    errx(1, "no DESFire card");
  tag = tags[0];
  if (mifare_desfire_connect(tag) < 0)
    errx(1, "cannot connect to the card");
  for (next = argv + 1; *next != NULL;)
    step(*next++);
  mifare_desfire_disconnect(tag);
  freefare_free_tags(tags);
  nfc_close(device);
  nfc_exit(context);
  return 0;
}
