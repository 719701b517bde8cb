namespace SmsBridge.CommandLine;

/// <summary>A secret, or why there is none.</summary>
internal readonly record struct SecretReading(string? Secret, string? Problem, int ExitCode)
{
    public override string ToString() => nameof(SecretReading);
}

/// <summary>Reads a secret from a file, from stdin or from whoever sits there: its first line, without the line's end.</summary>
internal static class SecretInput
{
    private const string Stdin = "-";

    /// <param name="from">A file, or - for stdin; null: ask.</param>
    /// <param name="what">e.g. <c>Token of account AC…</c>.</param>
    /// <param name="option">The option that names the file.</param>
    public static async Task<SecretReading> ReadAsync(VerbConsole console, string? from, string what, string option, CancellationToken cancellationToken)
    {
        if (from is null && !console.CanAsk)
        {
            return new SecretReading(null, $"Nobody can be asked here for the secret \"{what}\": give {option} FILE, or {option} - and the secret on stdin.", ExitCodes.Usage);
        }

        try
        {
            var secret = from switch
            {
                null => console.AskSecret($"{what}:"),
                Stdin => await console.In.ReadLineAsync(cancellationToken),
                _ => await FirstLineAsync(from, cancellationToken),
            };
            return string.IsNullOrWhiteSpace(secret)
                ? new SecretReading(null, $"The secret \"{what}\" is empty.", ExitCodes.Failed)
                : new SecretReading(secret.TrimEnd('\r', '\n'), null, ExitCodes.Done);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SecretReading(null, $"{option}: {exception.Message}", ExitCodes.Failed);
        }
    }

    private static async Task<string?> FirstLineAsync(string file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file);
        return await reader.ReadLineAsync(cancellationToken);
    }
}
