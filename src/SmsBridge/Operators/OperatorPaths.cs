namespace SmsBridge.Operators;

/// <summary>Where the console's front door is.</summary>
internal static class OperatorPaths
{
    public const string Console = "/console";
    public const string Api = "/api";
    public const string SignIn = "/console/sign-in";
    public const string SignInCode = "/console/sign-in/code";
    public const string SignInSetUp = "/console/sign-in/set-up";
    public const string Provider = "/console/sign-in/provider";
    public const string ProviderAnswer = "/console/sign-in/answer";
    public const string SignOut = "/console/sign-out";
    public const string Password = "/console/password";
    public const string SecondFactor = "/console/second-factor";
    public const string SecondFactorProof = "/console/second-factor/proof";
    public const string Account = "/console/account";
    public const string ApiDocs = "/console/api-docs";
    public const string TimeZone = "/console/account/time-zone";
    public const string EndSessions = "/console/account/end-sessions";
    public const string First = "/console/first";
    public const string ReturnUrl = "returnUrl";

    private static readonly string[] Doors = [SignIn, SignOut, First];

    public static bool IsPage(HttpRequest request) => request.Path.StartsWithSegments(Console, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whose forms hold nothing but what nobody may keep.</summary>
    public static bool IsOfSecrets(PathString path) => path.StartsWithSegments(Password, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(SecondFactor, StringComparison.OrdinalIgnoreCase);

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
            ? ForHeader(returnUrl)
            : Console;

    /// <summary>The page somebody was on: an address that only takes forms is none, and lies one step below its page.</summary>
    public static string PageOf(HttpRequest request)
    {
        var path = request.Path.ToUriComponent(); // as it was written: a tenant's name may have any letters
        var answersGet = HttpMethods.IsGet(request.Method)
            || request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase) != false;
        return answersGet ? path + request.QueryString : path[..Math.Max(path.LastIndexOf('/'), 0)];
    }

    /// <summary>A page that shows a draft.</summary>
    public static string WithDraft(string page, string? key) =>
        key is null ? page : $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{FormDrafts.Name}={key}";

    /// <summary>An address in a header is ASCII: anything else would make the whole answer fail.</summary>
    private static string ForHeader(string url) =>
        url.All(IsPlain) ? url : string.Concat(url.EnumerateRunes().Select(rune => rune.IsAscii && IsPlain((char)rune.Value) ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    private static bool IsPlain(char character) => character is > ' ' and < (char)0x7F;

    public static string SignInFor(string wanted) =>
        Local(wanted) is var local && local == Console ? SignIn : $"{SignIn}?{ReturnUrl}={Uri.EscapeDataString(local)}";
}
