/* What a program gets of its C library: getaddrinfo NAME FAMILY FLAGS, one address a line, or the error's number. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **words) {
  struct addrinfo hints = {0}, *found, *each;
  char text[INET6_ADDRSTRLEN];
  int error;
  if (count != 4) return 2;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = !strcmp(words[2], "inet") ? AF_INET : !strcmp(words[2], "inet6") ? AF_INET6 : AF_UNSPEC;
  hints.ai_flags = atoi(words[3]) ? AI_ADDRCONFIG : 0;
  error = getaddrinfo(words[1], "80", &hints, &found);
  if (error) {
    printf("error %d\n", error);
    return 0;
  }
  for (each = found; each; each = each->ai_next) {
    const void *address = each->ai_family == AF_INET ? (void *)&((struct sockaddr_in *)each->ai_addr)->sin_addr
                                                     : (void *)&((struct sockaddr_in6 *)each->ai_addr)->sin6_addr;
    printf("%s\n", inet_ntop(each->ai_family, address, text, sizeof text));
  }
  return 0;
}
