using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using SmsBridge.Ledger;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// Reads the form variant of the Web template (fineract-hooks.md 3): numbers went through Java doubles, nested objects became Java map
/// text. Only whole ids are taken from it.
/// </summary>
internal static class FormHookReader
{
    private static readonly string[] EnvelopeMarks = ["entityName", "actionName", "request", "response", "timestamp", "createdBy"];

    public static HookFacts Read(ReadOnlySpan<byte> body)
    {
        Dictionary<string, StringValues> form;
        try
        {
            form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        }
        catch (InvalidDataException)
        {
            return new HookFacts { Malformed = "The form has too many fields." };
        }

        if (form.Count == 0)
        {
            return new HookFacts { Malformed = "The body is empty; it must be the form the core's hook template sends." };
        }

        return EnvelopeMarks.Any(form.ContainsKey) ? ReadEnvelope(form) : ReadFlat(form);
    }

    private static HookFacts ReadFlat(Dictionary<string, StringValues> form)
    {
        var ids = default(HookIds);
        var problem = ReadIds(name => form.TryGetValue(name, out var values) ? Single(values) : null, ref ids);
        return ids.Facts(Dialect.Form, !form.ContainsKey("status") && (!form.ContainsKey("commandId") || ids.Any)) with
        {
            MobileNo = form.TryGetValue("mobileNo", out var mobileNo) ? Single(mobileNo) : null,
            Message = form.TryGetValue("message", out var message) ? Single(message) : null,
            Problem = problem,
        };
    }

    private static HookFacts ReadEnvelope(Dictionary<string, StringValues> form)
    {
        var ids = default(HookIds);
        var response = form.TryGetValue("response", out var text) ? JavaMapText.Read(text.ToString()) : null;
        if (response is null || form.ContainsKey("status"))
        {
            return new HookFacts { Dialect = Dialect.Form, Succeeded = false };
        }

        var problem = ReadIds(response.GetValueOrDefault, ref ids);
        return ids.Facts(Dialect.Form, ids.Any) with { Problem = problem };
    }

    private static MemberProblem? ReadIds(Func<string, string?> find, ref HookIds ids)
    {
        ids.SavingsId = ReadIfId(find("savingsId"));
        ids.SubResourceId = ReadIfId(find("subResourceId"));
        return ReadId(find, "resourceId", ref ids.ResourceId, ref ids.Any)
            ?? ReadId(find, "clientId", ref ids.ClientId, ref ids.Any)
            ?? ReadId(find, "loanId", ref ids.LoanId, ref ids.Any);
    }

    private static long? ReadIfId(string? text) => text is not null && HookNumbers.TryRead(text, out var number) ? number : null;

    private static MemberProblem? ReadId(Func<string, string?> find, string name, ref long? id, ref bool any)
    {
        if (find(name) is not { Length: > 0 } text)
        {
            return null;
        }

        any = true;
        if (!HookNumbers.TryRead(text, out var number))
        {
            return new MemberProblem(name, $"{name} must be a positive whole number, given once.");
        }

        id = number;
        return null;
    }

    /// <summary>A field given twice is nobody's id: the joined text fails as a number.</summary>
    private static string? Single(StringValues values) => values.ToString();
}
