package media.sluice.core.dtls;

/**
 * What an endpoint has counted so far; all numbers are of records but the last three.
 *
 * @param applicationData delivered to the sink
 * @param replayed dropped: seen before, or older than the window
 * @param forged dropped: not authentic
 * @param malformed dropped: no record header, or the datagram is too long
 * @param ignored dropped: of the handshake's epoch after its end, or of a type that means nothing
 *     now
 * @param alerts authentic alerts of the peer
 * @param flightsRepeated times our last flight was sent again
 * @param sealRefused application data not sent: too long, or no sequence number leased
 */
public record DtlsCounters(
        long applicationData,
        long replayed,
        long forged,
        long malformed,
        long ignored,
        long alerts,
        long flightsRepeated,
        long sealRefused) {}
