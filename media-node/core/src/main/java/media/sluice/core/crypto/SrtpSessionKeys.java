package media.sluice.core.crypto;

/** What the ciphers take (RFC 3711 §4.3): the authentication key is empty for an AEAD. */
public record SrtpSessionKeys(Secret encryption, Secret authentication, Secret salt) {}
