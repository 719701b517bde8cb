namespace SmsBridge.Intake.Events.Amqp;

/// <summary>Where a broker listens for AMQP.</summary>
internal readonly record struct AmqpServer(string Host, int Port, bool IsEncrypted)
{
    private const string Encrypted = "amqps";
    private const string Plain = "amqp";
    private const int EncryptedPort = 5671;
    private const int PlainPort = 5672;

    public string Scheme => IsEncrypted ? Encrypted : Plain;

    /// <param name="servers">Several with commas between.</param>
    /// <returns>Null in place of one that is not understood.</returns>
    public static IEnumerable<AmqpServer?> List(string servers) => servers.Split(',', StringSplitOptions.TrimEntries).Select(Parse);

    /// <summary>Without a scheme with TLS: nobody sends a password in the open by leaving something out.</summary>
    private static AmqpServer? Parse(string text)
    {
        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"{Encrypted}://{text}", UriKind.Absolute, out var url)
            || url.Scheme is not (Encrypted or Plain) || url.DnsSafeHost.Length == 0 || url.UserInfo.Length > 0 || url.PathAndQuery is not ("" or "/") || url.Fragment.Length > 0)
        {
            return null;
        }

        var isEncrypted = url.Scheme == Encrypted;
        return new AmqpServer(url.DnsSafeHost, url.Port > 0 ? url.Port : isEncrypted ? EncryptedPort : PlainPort, isEncrypted);
    }

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
