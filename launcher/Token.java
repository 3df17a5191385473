import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Prints an access token in LiveKit's form (JWT, HS256). Run by ./sluice token as a single file. */
final class Token {

    private static final Set<String> NAMES = Set.of("room", "identity", "name", "key", "secret", "ttl", "admin");

    public static void main(String[] args) throws Exception {
        try {
            System.out.println(token(args));
        } catch (IllegalArgumentException e) {
            System.err.println("sluice: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String token(String[] args) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("key", "devkey");
        options.put("secret", "secret");
        options.put("ttl", "21600");
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException("token: expected --option value, got " + args[i]);
            }
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "token: no option --" + name + " (--room R --identity I [--name N] [--key K --secret S] [--ttl SECONDS])");
            }
            options.put(name, args[i + 1]);
        }
        long now = System.currentTimeMillis() / 1000;
        String claims =
                "{\"iss\":" + quoted(options.get("key"))
                        + ",\"sub\":" + quoted(needed(options, "identity"))
                        + ",\"name\":" + quoted(options.getOrDefault("name", options.get("identity")))
                        + ",\"nbf\":" + (now - 10)
                        + ",\"exp\":" + (now + seconds(options.get("ttl")))
                        + ",\"video\":" + grant(options) + "}";
        String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encoded(claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(options.get("secret").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String grant(Map<String, String> options) {
        String room = "\"room\":" + quoted(needed(options, "room"));
        return options.containsKey("admin")
                ? "{\"roomAdmin\":true,\"roomCreate\":true,\"roomList\":true," + room + "}"
                : "{\"roomJoin\":true," + room + "}";
    }

    private static long seconds(String text) {
        if (!text.matches("[1-9][0-9]{0,9}")) {
            throw new IllegalArgumentException("token: --ttl takes a number of seconds, not " + text);
        }
        return Long.parseLong(text);
    }

    private static String needed(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("token: --" + name + " is missing (--room R --identity I)");
        }
        return value;
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
