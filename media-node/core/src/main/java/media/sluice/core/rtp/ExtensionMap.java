package media.sluice.core.rtp;

import java.util.Arrays;
import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The header extension ids negotiated on one connection (RFC 8285 §5). Immutable; build one with
 * {@link #with}.
 *
 * <p>Ids are 1..255; only 1..14 fit the one-byte form.
 */
public final class ExtensionMap {

    /** No extension was negotiated. */
    public static final ExtensionMap EMPTY =
            new ExtensionMap(new byte[KnownExtension.CODES], new KnownExtension[256]);

    private static final int STATE_VERSION = 1;

    private final byte[] idByExtension;
    private final @Nullable KnownExtension[] extensionById;

    private ExtensionMap(byte[] idByExtension, @Nullable KnownExtension[] extensionById) {
        this.idByExtension = idByExtension;
        this.extensionById = extensionById;
    }

    /** This map with one more entry; an older entry of the same extension or the same id goes. */
    public ExtensionMap with(KnownExtension extension, int id) {
        Invariant.range(id, 1, 255, "extension id");
        byte[] ids = idByExtension.clone();
        @Nullable KnownExtension[] extensions = Arrays.copyOf(extensionById, extensionById.length);
        extensions[ids[extension.code()] & 0xFF] = null;
        KnownExtension previous = extensions[id];
        if (previous != null) {
            ids[previous.code()] = 0;
        }
        ids[extension.code()] = (byte) id;
        extensions[id] = extension;
        return new ExtensionMap(ids, extensions);
    }

    /** The id of an extension, 1..255, or 0 when it was not negotiated. */
    public int idOf(KnownExtension extension) {
        return idByExtension[extension.code()] & 0xFF;
    }

    public boolean has(KnownExtension extension) {
        return idByExtension[extension.code()] != 0;
    }

    /** The extension with this id (0..255), or null when the id is unknown here. */
    public @Nullable KnownExtension extensionOf(int id) {
        return extensionById[id];
    }

    public void export(StateWriter writer) {
        int count = 0;
        for (byte id : idByExtension) {
            count += id == 0 ? 0 : 1;
        }
        writer.begin(STATE_VERSION).u8(count);
        for (KnownExtension extension : KnownExtension.values()) {
            if (has(extension)) {
                writer.u8(extension.code()).u8(idOf(extension));
            }
        }
        writer.end();
    }

    /**
     * Reads what {@link #export} wrote; extensions that only a newer version knows are left out.
     */
    public static ExtensionMap restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        ExtensionMap map = EMPTY;
        for (int left = reader.u8(); left > 0; left--) {
            KnownExtension extension = KnownExtension.ofCode(reader.u8());
            int id = reader.u8();
            reader.require(id != 0, "extension with id 0");
            map = extension == null ? map : map.with(extension, id);
        }
        reader.end();
        return map;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExtensionMap map && Arrays.equals(idByExtension, map.idByExtension);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(idByExtension);
    }
}
