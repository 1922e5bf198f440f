package io.tickstream.benchmarks.landing.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;

/**
 * The contender's half of the talk with the benchmark: a line on standard input starts a run, words on standard output
 * tell how far it is. The process ends when its input does.
 */
public final class Runs {
    /** Before each word, since others may write to standard output too. */
    public static final String MARK = "benchmark: ";

    /** Asks for a run. */
    public static final String LAND = "land";

    /** What a contender says. */
    public enum Word {
        /** Whatever is needed before the first run is there. */
        READY,
        /** Only from contenders that write to no table, whose first row Cassandra cannot tell. */
        FIRST,
        /** Everything has landed. */
        DONE
    }

    private static final PrintStream OUT = System.out;

    private Runs() {}

    /** Lands every record there is, once. */
    public interface Landing {
        /** Returns when everything is acknowledged. */
        void land() throws Exception;
    }

    /** Lands whenever it is told to, until nobody is left to tell. */
    public static void serve(Landing landing) throws Exception {
        say(Word.READY);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.equals(LAND)) {
                throw new IOException("Not understood: " + line);
            }
            landing.land();
            say(Word.DONE);
        }
    }

    /** Tells the benchmark how far the run is. */
    public static void say(Word word) {
        OUT.println(MARK + word);
        OUT.flush();
    }
}
