using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;

namespace SmsBridge.Operators;

/// <summary>One field of a form.</summary>
/// <param name="Type"><c>text</c> or <c>password</c>.</param>
/// <param name="Autocomplete">What password managers go by.</param>
internal sealed record FormField(string Name, string Label, string Type, string Autocomplete, string Value = "", string? Hint = null);

/// <summary>A form on a page of its own.</summary>
/// <param name="Hidden">Fields that go with it unseen.</param>
/// <param name="Shown">Markup of ours before the fields.</param>
/// <param name="Other">Another way to the same end, with the same hidden fields.</param>
internal sealed record FormPage(
    string Title, string Action, string Button, IReadOnlyList<FormField> Fields, string? Intro = null, string? Problem = null,
    IReadOnlyDictionary<string, string>? Hidden = null, string? BackTo = null, string? Shown = null,
    OtherWay? Other = null);

/// <summary>A form of one button.</summary>
/// <param name="IsFirst">The usual way: it stands first, and the fields only for whoever opens them.</param>
/// <param name="Fields">What the fields are then called.</param>
internal sealed record OtherWay(string Action, string Button, bool IsFirst, string Fields);

/// <summary>The pages of the front door: plain HTML, no script, so that they work in any browser and before anything else does.</summary>
internal static class PlainPages
{
    public static IResult Form(FormPage page, AntiforgeryTokenSet tokens, int status = StatusCodes.Status200OK)
    {
        var hidden = string.Concat((page.Hidden ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Append(KeyValuePair.Create(tokens.FormFieldName, tokens.RequestToken ?? ""))
            .Select(field => $"<input type=\"hidden\" name=\"{Text(field.Key)}\" value=\"{Text(field.Value)}\">"));
        var form = $"""
            <form method="post" action="{Text(page.Action)}">
            {hidden}
            {string.Concat(page.Fields.Select((field, index) => Field(field, autofocus: index == 0 && page.Other?.IsFirst != true)))}
            <button type="submit">{Text(page.Button)}</button>
            </form>
            """;
        var body = $"""
            <h1>{Text(page.Title)}</h1>
            {(page.Intro is null ? "" : $"<p>{Text(page.Intro)}</p>")}
            {(page.Problem is null ? "" : $"<p class=\"problem\" role=\"alert\" id=\"problem\">{Text(page.Problem)}</p>")}
            {page.Shown}
            {(page.Other is { } other ? WithOther(other, form, hidden) : form)}
            {(page.BackTo is null ? "" : $"<p><a href=\"{Text(page.BackTo)}\">Back to the console</a></p>")}
            """;
        return Page(page.Title, body, status);
    }

    /// <summary>Something to read and keep, and where it goes on.</summary>
    /// <param name="shown">Markup of ours.</param>
    public static IResult Read(string title, string intro, string shown, string onTo, string on) => Page(
        title, $"<h1>{Text(title)}</h1><p>{Text(intro)}</p>{shown}<p><a class=\"on\" href=\"{Text(onTo)}\">{Text(on)}</a></p>", StatusCodes.Status200OK);

    public static IResult NotForYou() => Page(
        "Not for your role",
        $"<h1>Not for your role</h1><p>Your role does not include this page. Ask an administrator of the console.</p><p><a href=\"{OperatorPaths.Console}\">Back to the console</a></p>",
        StatusCodes.Status403Forbidden);

    /// <summary>Of something that was asked for and did not end well.</summary>
    public const string LookAgain = "Whether what you asked for was done is not known: look before you do it again.";

    /// <param name="id">Under which the log says why; null: the words say it.</param>
    public static IResult Failed(string title, IReadOnlyList<string> words, string? id, int status) => Page(
        title,
        $"""
        <h1>{Text(title)}</h1>
        {string.Concat(words.Where(one => one.Length > 0).Select(one => $"<p>{Text(one)}</p>"))}
        {(id is null ? "" : $"<p>Who runs the bridge finds why in its log, under this id: <code>{Text(id)}</code></p>")}
        <p><a href="{OperatorPaths.Console}">Back to the console</a></p>
        """,
        status);

    /// <summary>What a form asked for is not done, for a person to read.</summary>
    public static IResult NotDone(string why, int status = StatusCodes.Status400BadRequest) => Failed("Nothing was done", [why], id: null, status);

    /// <summary>A form of a page that is not this session's.</summary>
    public static IResult NothingDone(string page) => Page(
        "Nothing was done",
        $"<h1>Nothing was done</h1><p>The page was open too long, or was opened by another sign-in. Open it anew and do it there.</p><p><a href=\"{Text(page)}\">Open the page anew</a></p>",
        StatusCodes.Status400BadRequest);

    /// <summary>Goes on from a page of ours, so that the browser takes the address for one of ours too.</summary>
    public static IResult GoOn(string url) => Page(
        "One moment", $"<p><a href=\"{Text(url)}\">Go on</a></p>", StatusCodes.Status200OK, $"<meta http-equiv=\"refresh\" content=\"0;url={Text(url)}\">");

    private static string WithOther(OtherWay other, string form, string hidden)
    {
        var button = $"""
            <form method="post" action="{Text(other.Action)}">
            {hidden}
            <button type="submit">{Text(other.Button)}</button>
            </form>
            """;
        return other.IsFirst
            ? $"{button}<details class=\"other\"><summary>{Text(other.Fields)}</summary>{form}</details>"
            : $"{form}<div class=\"other\">{button}</div>";
    }

    private static string Field(FormField field, bool autofocus)
    {
        var hint = field.Hint is null ? "" : $"<small id=\"{Text(field.Name)}-hint\">{Text(field.Hint)}</small>";
        var describedBy = field.Hint is null ? "" : $" aria-describedby=\"{Text(field.Name)}-hint\"";
        return $"""
            <label for="{Text(field.Name)}">{Text(field.Label)}</label>
            <input id="{Text(field.Name)}" name="{Text(field.Name)}" type="{Text(field.Type)}" autocomplete="{Text(field.Autocomplete)}" value="{Text(field.Value)}"
            required maxlength="200" autocapitalize="none" spellcheck="false"{describedBy}{(autofocus ? " autofocus" : "")}>{hint}
            """;
    }

    private static IResult Page(string title, string body, int status, string head = "") => TypedResults.Content($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)} · SmsBridge</title>
        <link rel="icon" type="image/svg+xml" href="/console/assets/icon.svg">
        <link rel="stylesheet" href="/console/assets/sign-in.css">
        {head}
        </head>
        <body>
        <main>
        <p class="product">SmsBridge</p>
        {body}
        </main>
        </body>
        </html>
        """, "text/html; charset=utf-8", statusCode: status);

    internal static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
