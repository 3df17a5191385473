package media.sluice.coordinator.peer;

import java.util.List;
import media.sluice.coordinator.sdp.Agreement;
import media.sluice.coordinator.sdp.Direction;
import media.sluice.coordinator.sdp.LocalSection;
import media.sluice.coordinator.sdp.MediaSection;
import media.sluice.coordinator.sdp.Negotiation;
import media.sluice.coordinator.sdp.PublishOptions;
import media.sluice.coordinator.sdp.RemoteStream;
import media.sluice.coordinator.sdp.SentTrack;
import org.jspecify.annotations.Nullable;

/** Sections of our answers. */
final class Sections {
    /** Largest data message that we accept, bytes; clients limit theirs to 64,000. */
    static final int MAX_MESSAGE_BYTES = 262_144;

    private Sections() {}

    static LocalSection data(MediaSection offered) {
        return offered.isRejected()
                ? new LocalSection.Rejected(offered.mid(), offered.kind(), 0)
                : new LocalSection.Data(offered.mid(), MAX_MESSAGE_BYTES);
    }

    /** A section in which the client sends, and perhaps receives. */
    static LocalSection received(MediaSection offered, Agreement agreement, @Nullable Slot slot) {
        var sent = sent(slot);
        var direction = Direction.of(sent != null, true);
        var rids =
                offered.streams().stream()
                        .map(RemoteStream::rid)
                        .filter(rid -> !rid.isEmpty())
                        .toList();
        return section(offered, direction, agreement, sent, rids);
    }

    /** A section in which the client receives at most. */
    static LocalSection sent(MediaSection offered, @Nullable Slot slot) {
        var sent = sent(slot);
        var direction = Direction.of(sent != null, false);
        var agreement = slot == null ? Negotiation.send(offered) : slot.agreement();
        return section(offered, direction, agreement, sent, List.of());
    }

    private static LocalSection section(
            MediaSection offered,
            Direction direction,
            Agreement agreement,
            @Nullable SentTrack sent,
            List<String> rids) {
        if (offered.isRejected() || agreement.isEmpty()) {
            int format = offered.codecs().isEmpty() ? 0 : offered.codecs().getFirst().payloadType();
            return new LocalSection.Rejected(offered.mid(), offered.kind(), format);
        }
        return new LocalSection.Media(
                offered.mid(),
                offered.kind(),
                direction,
                withAllExtensions(offered, agreement),
                sent,
                rids);
    }

    /**
     * Extensions for both directions, whichever way media flows now: Chromium (156) leaves what one
     * answer left out, such as stream identifiers, out of sections that it offers later.
     */
    private static Agreement withAllExtensions(MediaSection offered, Agreement agreement) {
        var received = Negotiation.receive(offered, PublishOptions.DEFAULT).extensions();
        var sent = Negotiation.send(offered).extensions();
        return new Agreement(
                agreement.codecs(),
                offered.extensions().stream()
                        .filter(e -> received.contains(e) || sent.contains(e))
                        .toList());
    }

    private static @Nullable SentTrack sent(@Nullable Slot slot) {
        var feed = slot == null ? null : slot.feed();
        return feed == null ? null : feed.sent();
    }
}
