package io.tickstream.localstack.cli;

import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that an option names. */
final class TextFile {
    private TextFile() {}

    /**
     * All of its text.
     *
     * @param what the file is for, for the message
     * @throws StackException if it cannot be read, with the reason
     */
    static String read(String what, Path file) {
        if (Files.isDirectory(file)) {
            throw new StackException("The %s file %s is a folder. Name a file.".formatted(what, file));
        }
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new StackException("The %s file %s does not exist.".formatted(what, file), e);
        } catch (CharacterCodingException e) {
            throw new StackException("The %s file %s is no text in UTF-8.".formatted(what, file), e);
        } catch (IOException e) {
            throw new StackException(
                    "The %s file %s cannot be read: %s. May you read it?".formatted(what, file, e.getMessage()), e);
        }
    }
}
