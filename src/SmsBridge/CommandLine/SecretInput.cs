namespace SmsBridge.CommandLine;

/// <summary>Reads a secret from a file, from stdin or from whoever sits there: its first line, without the line's end.</summary>
internal static class SecretInput
{
    private const string Stdin = "-";

    /// <param name="from">A file, or - for stdin; null: ask.</param>
    /// <param name="what">e.g. <c>Token of account AC…</c>.</param>
    /// <param name="option">The option that names the file.</param>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<string> ReadAsync(VerbConsole console, string? from, string what, string option, CancellationToken cancellationToken)
    {
        if (from is null && !console.CanAsk)
        {
            throw new RefusedException($"Nobody can be asked here for the secret \"{what}\": give {option} FILE, or {option} - and the secret on stdin.", ExitCodes.Usage);
        }

        try
        {
            var secret = from switch
            {
                null => console.AskSecret($"{what}:"),
                Stdin => await console.In.ReadLineAsync(cancellationToken),
                _ => await FirstLineAsync(from, cancellationToken),
            };
            return string.IsNullOrWhiteSpace(secret) ? throw new RefusedException($"The secret \"{what}\" is empty.") : secret.TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{option}: {exception.Message}");
        }
    }

    private static async Task<string?> FirstLineAsync(string file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file);
        return await reader.ReadLineAsync(cancellationToken);
    }
}
