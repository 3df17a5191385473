package media.sluice.credentials;

import java.util.ArrayList;
import java.util.List;

/** Writes down what became of changed files. */
final class Heard implements Credentials.Listener {

    final List<String> words = new ArrayList<>();

    @Override
    public void onTaken() {
        words.add("taken");
    }

    @Override
    public void onRefused(String reason) {
        words.add(reason);
    }
}
