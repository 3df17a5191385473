package media.sluice.coordinator.sdp;

import java.util.List;
import java.util.Optional;

/**
 * An offer or answer of a peer, read and checked: all sections bundled over one transport with RTCP
 * multiplexed.
 *
 * @param ice the peer's ICE credentials
 * @param fingerprints of the peer's certificate, at least one
 * @param candidates the UDP candidates that came inside the description
 * @param sections in order
 */
public record PeerDescription(
        IceCredentials ice,
        List<Fingerprint> fingerprints,
        List<Candidate> candidates,
        List<MediaSection> sections) {

    public PeerDescription {
        fingerprints = List.copyOf(fingerprints);
        candidates = List.copyOf(candidates);
        sections = List.copyOf(sections);
    }

    /**
     * Reads an offer.
     *
     * @throws SdpException when it cannot be read, or cannot be met: the message names the line
     */
    public static PeerDescription readOffer(String text) throws SdpException {
        return new DescriptionReader(SdpText.parse(text), null).read();
    }

    /**
     * Reads an answer to an offer of ours.
     *
     * @param offered what our offer said of the roles
     * @throws SdpException when it cannot be read, or cannot be met: the message names the line
     */
    public static PeerDescription readAnswer(String text, OfferedSetup offered)
            throws SdpException {
        return new DescriptionReader(SdpText.parse(text), offered).read();
    }

    /** The section with this identification. */
    public Optional<MediaSection> section(String mid) {
        return sections.stream().filter(section -> section.mid().equals(mid)).findFirst();
    }

    /** The data section, if one is in use. */
    public Optional<MediaSection> data() {
        return sections.stream()
                .filter(section -> section.kind() == MediaKind.APPLICATION && !section.isRejected())
                .findFirst();
    }
}
