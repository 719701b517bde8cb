namespace SmsBridge.Operators;

/// <summary>Where the console's front door is.</summary>
internal static class OperatorPaths
{
    public const string Console = "/console";
    public const string Api = "/api";
    public const string SignIn = "/console/sign-in";
    public const string SignOut = "/console/sign-out";
    public const string Password = "/console/password";
    public const string Account = "/console/account";
    public const string ApiDocs = "/console/api-docs";
    public const string TimeZone = "/console/account/time-zone";
    public const string First = "/console/first";
    public const string ReturnUrl = "returnUrl";

    private static readonly string[] Doors = [SignIn, SignOut, First];

    public static bool IsPage(HttpRequest request) => request.Path.StartsWithSegments(Console, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where to go after the sign-in: a page of the console, and nowhere else whatever the link said.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is { Length: <= 2000 }
        && returnUrl.StartsWith(Console, StringComparison.Ordinal)
        && (returnUrl.Length == Console.Length || returnUrl[Console.Length] is '/' or '?')
        && !returnUrl.Contains('\\', StringComparison.Ordinal)
        && !returnUrl.Contains("//", StringComparison.Ordinal)
        && !returnUrl.Contains("..", StringComparison.Ordinal)
        && !returnUrl.Any(char.IsControl)
        && !Array.Exists(Doors, door => returnUrl.StartsWith(door, StringComparison.OrdinalIgnoreCase))
            ? returnUrl
            : Console;

    public static string SignInFor(string wanted) =>
        Local(wanted) is var local && local == Console ? SignIn : $"{SignIn}?{ReturnUrl}={Uri.EscapeDataString(local)}";
}
