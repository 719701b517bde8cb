namespace SmsBridge.Web;

/// <summary>A 503 by which nothing is wrong with the bridge: it asks to come back later. Strangers can have as many as they like, so the log must not call them errors.</summary>
internal static class PutOff
{
    private static readonly object Mark = new();

    public static void Set(HttpContext context) => context.Items[Mark] = Mark;

    public static bool Is(HttpContext context) => context.Items.ContainsKey(Mark);
}
