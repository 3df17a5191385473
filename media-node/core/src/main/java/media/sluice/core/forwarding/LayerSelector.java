package media.sluice.core.forwarding;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Chooses which layer of a simulcast producer one consumer gets.
 *
 * <pre>
 *             target changes: ask the target for a key frame, once
 *   current ─────────────────────────────────────────────► target
 *     │        its key frame arrives: SWITCH                  │
 *     └── goes on until then ◄────────────────────────────────┘
 * </pre>
 *
 * The target is the best live layer not above the wanted one; if all live ones are above it, the
 * lowest of them. A producer with one stream is layer 0 alone; sound has no key frames and every
 * packet can start.
 */
public final class LayerSelector {

    /** What becomes of a packet of some layer. */
    public enum Decision {
        /** Of the current layer. */
        FORWARD,
        /** The first of the new current layer: anchor the rewriter here. */
        SWITCH,
        /** Of a layer that is not forwarded. */
        DROP
    }

    /** No layer. */
    public static final int NONE = -1;

    /** Layers a producer can have. */
    public static final int MAX_LAYERS = 4;

    private final boolean startsAnywhere;
    private int wanted = MAX_LAYERS - 1;
    private int live;
    private int current = NONE;
    private int target = NONE;
    private boolean paused;
    private boolean keyFrameWanted;

    /** {@code video} streams are entered at key frames only. */
    public LayerSelector(boolean video) {
        startsAnywhere = !video;
    }

    /** The highest layer wanted, 0..3. */
    public void want(int highestLayer) {
        wanted = highestLayer;
        retarget();
    }

    /** The layers that carry packets now, one bit each. */
    public void live(int layers) {
        live = layers;
        retarget();
    }

    /** Stops forwarding, or begins again (at a key frame). */
    public void pause(boolean isPaused) {
        if (paused != isPaused) {
            paused = isPaused;
            hold();
        }
    }

    /**
     * Forwards nothing until the next key frame: after a move, or when the receiver must start
     * again.
     */
    public void hold() {
        current = NONE;
        target = NONE;
        keyFrameWanted = false;
        retarget();
    }

    private void retarget() {
        int choice = paused ? NONE : best();
        if (choice == target) {
            return;
        }
        target = choice;
        keyFrameWanted = !startsAnywhere && choice != NONE && choice != current;
    }

    private int best() {
        for (int layer = Math.min(wanted, MAX_LAYERS - 1); layer >= 0; layer--) {
            if ((live & 1 << layer) != 0) {
                return layer;
            }
        }
        // Nothing at or below is live: better a larger picture than none. With nothing live at all,
        // stay: a stream that
        // pauses comes back on the layer the receiver already decodes.
        return live == 0 ? current : Integer.numberOfTrailingZeros(live);
    }

    /** Decides about a packet. */
    public Decision decide(int layer, boolean keyFrameStart) {
        if (layer == target && layer != current && (keyFrameStart || startsAnywhere)) {
            current = layer;
            keyFrameWanted = false;
            return Decision.SWITCH;
        }
        if (layer != current) {
            return Decision.DROP;
        }
        if (keyFrameStart && target > current) {
            // Encoders answer a request with key frames of all layers, the lowest first. To forward
            // this one too would make the receiver decode two for one switch.
            current = NONE;
            return Decision.DROP;
        }
        return Decision.FORWARD;
    }

    /** The layer to ask for a key frame now, or {@link #NONE}; asked once per change of target. */
    public int pollKeyFrameWanted() {
        if (!keyFrameWanted) {
            return NONE;
        }
        keyFrameWanted = false;
        return target;
    }

    /** Whether a key frame of {@link #target} is still awaited. */
    public boolean isWaiting() {
        return target != NONE && target != current;
    }

    /** The layer forwarded now, or {@link #NONE}. */
    public int current() {
        return current;
    }

    /** The layer to be forwarded, or {@link #NONE}. */
    public int target() {
        return target;
    }

    /** The highest layer wanted. */
    public int wanted() {
        return wanted;
    }

    public boolean isPaused() {
        return paused;
    }

    public void export(StateWriter writer) {
        writer.begin(1).u8(wanted).u8(live).u8(current + 1).u8(target + 1).bool(paused).end();
    }

    /** Reads what {@link #export} wrote. */
    public void restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        wanted = reader.u8();
        live = reader.u8();
        current = reader.u8() - 1;
        target = reader.u8() - 1;
        paused = reader.bool();
        reader.require(
                wanted < 256 && current < MAX_LAYERS && target < MAX_LAYERS, "layer out of range");
        reader.end();
        keyFrameWanted = !startsAnywhere && target != NONE && target != current;
    }
}
