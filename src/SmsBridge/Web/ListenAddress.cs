namespace SmsBridge.Web;

/// <summary>Where the bridge listens, as a person on its machine would type it.</summary>
internal static class ListenAddress
{
    /// <param name="urls">The setting <c>Urls</c>: addresses separated by <c>;</c>.</param>
    /// <returns>The first with a known port, without a slash at its end; empty when there is none, such as with port 0.</returns>
    public static string ForThisMachine(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (BindingAddress.Parse(url) is { IsUnixPipe: false, IsNamedPipe: false, Port: > 0 } address) // checked at the start
            {
                var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
                return new UriBuilder(address.Scheme, host, address.Port, address.PathBase).Uri.AbsoluteUri.TrimEnd('/');
            }
        }

        return "";
    }
}
