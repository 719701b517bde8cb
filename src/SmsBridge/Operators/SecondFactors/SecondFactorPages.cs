namespace SmsBridge.Operators.SecondFactors;

/// <summary>What the pages of the second factor say and ask.</summary>
internal static class SecondFactorPages
{
    public const string Code = "code";
    public const string SetUp = "setup";
    public const string Ticket = "ticket";
    public const string Password = "password";

    public static FormPage ForCode(IReadOnlyDictionary<string, string> hidden, string? problem) => new(
        "One more step", OperatorPaths.SignInCode, "Sign in", [CodeField("Code")],
        "Give the six digits that your authenticator app shows for SmsBridge now. Without the app at hand, give one of your recovery codes.", problem, hidden);

    /// <param name="host">Of this bridge, to tell it from others in the app.</param>
    public static FormPage ForSetUp(string action, string button, NewSecondFactor factor, string name, string host, IReadOnlyDictionary<string, string> hidden, string? intro, string? problem)
    {
        var address = OneTimeCodes.Address(factor.Secret, $"{name}@{host}");
        var shown = $"""
            {QrPicture.Of(address, "QR code of the key below")}
            <p class="key">The key, where no picture can be read:<br><code>{OneTimeCodes.Spell(factor.Secret)}</code></p>
            """;
        return new FormPage(
            "Set up a second factor", action, button, [CodeField("Code the app shows now")],
            $"{intro}Read this picture with an authenticator app on your telephone, and give the code it shows. Nothing changes before that.", problem,
            new Dictionary<string, string>(hidden, StringComparer.Ordinal) { [SetUp] = factor.Sealed }, Shown: shown);
    }

    public static IResult Codes(IReadOnlyList<string> codes, string intro, string onTo) => PlainPages.Read(
        "Your recovery codes",
        $"{intro} Each of these codes lets you in once, when your telephone is not at hand. Write them down or print them: they are not shown again.",
        $"<ul class=\"codes\">{string.Concat(codes.Select(code => $"<li><code>{code}</code></li>"))}</ul>", onTo, "I have kept them, go on");

    private static FormField CodeField(string label) => new(Code, label, "text", "one-time-code");
}
