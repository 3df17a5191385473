import io.livekit.server.RoomServiceClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import livekit.LivekitModels;
import retrofit2.Call;
import retrofit2.Response;

/**
 * LiveKit's server SDK for Java, driven by lines on standard input; answers each with one line, "OK …" or "ERROR …".
 *
 * <p>usage: java -cp 'target/dependency/*' ServerSdk.java URL KEY SECRET
 */
public final class ServerSdk {

    private final RoomServiceClient client;

    private ServerSdk(RoomServiceClient client) {
        this.client = client;
    }

    public static void main(String[] arguments) throws IOException {
        var sdk = new ServerSdk(RoomServiceClient.Companion.create(arguments[0], arguments[1], arguments[2]));
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(sdk.answer(line.split(" ")));
        }
        // OkHttp keeps threads for a minute.
        System.exit(0);
    }

    private String answer(String[] words) {
        try {
            return "OK " + perform(words);
        } catch (IOException | RuntimeException | LinkageError e) {
            e.printStackTrace();
            return "ERROR " + e.toString().replace('\n', ' ');
        }
    }

    private String perform(String[] words) throws IOException {
        return switch (words[0]) {
            case "create" -> {
                LivekitModels.Room room = body(client.createRoom(words[1], 300, 10, null, words[2]));
                yield room.getName() + " " + room.getSid() + " " + room.getMetadata();
            }
            case "rooms" -> names(body(client.listRooms()).stream().map(LivekitModels.Room::getName).toList());
            case "participants" ->
                    names(body(client.listParticipants(words[1])).stream()
                            .map(LivekitModels.ParticipantInfo::getIdentity)
                            .toList());
            case "participant" -> body(client.getParticipant(words[1], words[2])).getIdentity();
            case "mute" -> String.valueOf(body(client.mutePublishedTrack(words[1], words[2], words[3], true)).getMuted());
            case "remove" -> done(client.removeParticipant(words[1], words[2]));
            case "delete" -> done(client.deleteRoom(words[1]));
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        };
    }

    private static <T> T body(Call<T> call) throws IOException {
        Response<T> response = call.execute();
        if (!response.isSuccessful()) {
            throw new IOException(response.code() + " " + response.errorBody().string());
        }
        return response.body();
    }

    private static String done(Call<Void> call) throws IOException {
        body(call);
        return "done";
    }

    private static String names(List<String> names) {
        return String.join(" ", names);
    }
}
