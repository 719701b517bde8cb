namespace SmsBridge.Simulator.Core;

/// <summary>Where a hook's requests really go, by generation and payload URL (fineract-hooks.md 2).</summary>
internal static class HookUrls
{
    public static Uri Events(Generation generation, string payloadUrl) =>
        generation switch
        {
            Generation.G1 or Generation.G2 => Appended(payloadUrl, "/"),
            Generation.G3 => new Uri(Base(payloadUrl), "/"),
            _ => new Uri(Base(payloadUrl), "."),
        };

    public static Uri Registration(Generation generation, string payloadUrl) =>
        generation.IsRetrofit2 ? new Uri(Base(payloadUrl), "/configuration") : Appended(payloadUrl, "/configuration");

    /// <summary>As text, one slash between; a query in the URL ends up broken, as there.</summary>
    private static Uri Appended(string payloadUrl, string relative) =>
        new((payloadUrl.EndsWith('/') ? payloadUrl[..^1] : payloadUrl) + relative);

    private static Uri Base(string payloadUrl)
    {
        var url = new Uri(payloadUrl);
        return url.AbsolutePath.EndsWith('/') ? url : throw new HookNotSentException("The path of the payload URL must end in a slash: nothing is sent.");
    }
}

/// <summary>The core's own code gives up before anything reaches the wire.</summary>
internal sealed class HookNotSentException(string message) : Exception(message);
