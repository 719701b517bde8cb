using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>However a draft comes to be kept, it is as long as one may be: two hundred of a megabyte would be all the memory there is.</summary>
public class FormDraftsTests
{
    private readonly FormDrafts _drafts = new(new EphemeralDataProtectionProvider(), new TestClock());

    [Theory]
    [InlineData("text", 16_000, true)]
    [InlineData("text", 17_000, false)]
    [InlineData("text", 900_000, false)]
    [InlineData("__RequestVerificationToken", 900_000, true)]
    public void A_draft_that_is_too_long_is_not_kept(string field, int length, bool isKept)
    {
        var form = Form((field, new string('x', length)), ("reason", "because"));

        var direct = _drafts.Keep(1, form);
        var sealedDraft = _drafts.Seal(form);

        (_drafts.Find(1, direct) is not null).ShouldBe(isKept);
        (sealedDraft is not null).ShouldBe(isKept);
        (_drafts.Find(1, _drafts.Keep(1, sealedDraft)) is not null).ShouldBe(isKept);
    }

    [Fact]
    public void Nor_is_one_of_many_fields() =>
        _drafts.Find(1, _drafts.Keep(1, Form([.. Enumerable.Range(0, 1_000).Select(number => ($"field-number-{number}", "a value"))]))).ShouldBeNull();

    private static FormCollection Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var values = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            values[name] = value;
        }

        return new FormCollection(values);
    }
}
