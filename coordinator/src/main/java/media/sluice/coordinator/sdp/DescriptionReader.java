package media.sluice.coordinator.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what holds for the whole description: transport parameters, bundling, and the list of
 * sections.
 */
final class DescriptionReader {

    /**
     * A description with more candidates than this has a fault or means harm; the rest is not read.
     */
    private static final int MAX_CANDIDATES = 64;

    private final SdpText text;

    /** What our offer said, if this is an answer. */
    private final @Nullable OfferedSetup offered;

    DescriptionReader(SdpText text, @Nullable OfferedSetup offered) {
        this.text = text;
        this.offered = offered;
    }

    PeerDescription read() throws SdpException {
        if (text.media().isEmpty()) {
            throw new SdpException("has no media section; offer at least one m= line");
        }
        var sections = sections();
        var transport = transportBlock(sections);
        checkSetup(transport);
        return new PeerDescription(
                credentials(transport), fingerprints(transport), candidates(), sections);
    }

    private List<MediaSection> sections() throws SdpException {
        var sections = new ArrayList<MediaSection>();
        var mids = new HashSet<String>();
        for (var index = 0; index < text.media().size(); index++) {
            var block = text.media().get(index);
            var section = new SectionReader(index, block).read();
            if (!mids.add(section.mid())) {
                throw block.attribute("mid")
                        .orElse(block.lines().getFirst())
                        .refuse("mid is used twice; give each section its own");
            }
            sections.add(section);
        }
        checkBundle(sections);
        return sections;
    }

    private void checkBundle(List<MediaSection> sections) throws SdpException {
        var bundled = new HashSet<String>();
        for (var group : text.session().attributes("group")) {
            var words = group.attributeValue().split(" ", -1);
            if (words[0].equals("BUNDLE")) {
                bundled.addAll(List.of(words).subList(1, words.length));
            }
        }
        for (var section : sections) {
            if (!section.isRejected() && !bundled.contains(section.mid()) && sections.size() > 1) {
                throw text.media()
                        .get(section.index())
                        .lines()
                        .getFirst()
                        .refuse("is outside a=group:BUNDLE; use bundlePolicy max-bundle");
            }
        }
    }

    /** The first section in use carries the transport of the bundle (RFC 9143, section 7.1). */
    private SdpBlock transportBlock(List<MediaSection> sections) {
        for (var section : sections) {
            if (!section.isRejected()) {
                return text.media().get(section.index());
            }
        }
        return text.media().getFirst();
    }

    private void checkSetup(SdpBlock transport) throws SdpException {
        var setup = either(transport, "setup");
        if (setup.isEmpty()) {
            return;
        }
        var role = setup.get().attributeValue();
        var isFitting =
                offered == null
                        ? role.equals("active") || role.equals("actpass")
                        : offered.isAnsweredBy(role);
        if (!isFitting) {
            throw setup.get()
                    .refuse(
                            "this server is the DTLS server; offer setup:actpass, answer setup:active");
        }
    }

    private IceCredentials credentials(SdpBlock transport) throws SdpException {
        var fragment =
                either(transport, "ice-ufrag")
                        .orElseThrow(() -> new SdpException("a=ice-ufrag is missing"));
        var password =
                either(transport, "ice-pwd")
                        .orElseThrow(() -> new SdpException("a=ice-pwd is missing"));
        if (!isLength(fragment.attributeValue(), 4, 256)) {
            throw fragment.refuse("must have 4 to 256 characters (RFC 8839, section 5.4)");
        }
        if (!isLength(password.attributeValue(), 22, 256)) {
            // The password itself stays out of messages and logs.
            throw new SdpException(
                    password.number(),
                    "a=ice-pwd",
                    "must have 22 to 256 characters (RFC 8839, section 5.4)");
        }
        return new IceCredentials(fragment.attributeValue(), password.attributeValue());
    }

    private static boolean isLength(String value, int least, int most) {
        return value.length() >= least && value.length() <= most;
    }

    private List<Fingerprint> fingerprints(SdpBlock transport) throws SdpException {
        var lines = new ArrayList<>(transport.attributes("fingerprint"));
        if (lines.isEmpty()) {
            lines.addAll(text.session().attributes("fingerprint"));
        }
        if (lines.isEmpty()) {
            throw new SdpException("a=fingerprint is missing; media without DTLS is not accepted");
        }
        var fingerprints = new ArrayList<Fingerprint>();
        for (var line : lines.subList(0, Math.min(lines.size(), 8))) {
            var words = line.attributeValue().strip().split(" +", -1);
            if (words.length != 2 || !words[1].matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){15,63}")) {
                throw line.refuse("is not a hash function and hexadecimal bytes joined by colons");
            }
            fingerprints.add(
                    new Fingerprint(
                            words[0].toLowerCase(Locale.ROOT), words[1].toUpperCase(Locale.ROOT)));
        }
        return fingerprints;
    }

    private List<Candidate> candidates() {
        var candidates = new ArrayList<Candidate>();
        for (var block : text.media()) {
            for (var line : block.attributes("candidate")) {
                if (candidates.size() < MAX_CANDIDATES) {
                    CandidateReader.read(line.value()).ifPresent(candidates::add);
                }
            }
        }
        return candidates;
    }

    private Optional<SdpLine> either(SdpBlock transport, String name) {
        return transport.attribute(name).or(() -> text.session().attribute(name));
    }
}
