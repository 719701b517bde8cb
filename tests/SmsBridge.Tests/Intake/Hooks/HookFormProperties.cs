using System.Text;
using CsCheck;
using SmsBridge.Intake.Hooks;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>The same event says the same in every form; what a user typed into it can not say something else.</summary>
public class HookFormProperties
{
    /// <summary>2^53 - 1: beyond, a double stands for more than one number, and the core itself has lost the id.</summary>
    private const long LargestExact = 9_007_199_254_740_991;

    private static readonly Gen<long> Id = Gen.OneOf(Gen.Long[1, 100], Gen.Long[1, 100_000_000], Gen.Long[1, LargestExact]);

    private static readonly Gen<string> Harmless = Gen.String[Gen.Char["abcXYZ0189-_/ "], 1, 20];

    /// <summary>What looks like parts of the body it stands in.</summary>
    private static readonly Gen<string> Hostile = Gen
        .OneOf(
            Gen.OneOf("{", "}", "[", "]", ",", ", ", "=", "\"", "\\", "&", "%", "resourceId=905", "clientId=8.0", "loanId=32", "\"resourceId\":905,", "response", "status=", "\u0000"),
            Harmless, Gen.String[0, 5])
        .Array[1, 6].Select(string.Concat);

    [Fact]
    public void An_event_gives_the_same_facts_in_every_form() => Gen.Select(Id, Id, Id.Nullable(), Harmless).Sample(
        (loan, transaction, client, externalId) =>
        {
            var repayment = new HookRepayment(loan, transaction, 1_500m) { ClientId = client, GroupId = client is null ? 5 : null, ExternalId = externalId }.ToEvent();
            foreach (var (form, reading) in Readings(repayment))
            {
                reading.Malformed.ShouldBeNull(form);
                reading.Problem.ShouldBeNull(form);
                (reading.Succeeded, reading.LoanId, reading.ResourceId, reading.ClientId).ShouldBe((true, (long?)loan, (long?)transaction, client), form);
            }
        },
        iter: 1_000);

    [Fact]
    public void What_somebody_typed_is_never_taken_for_an_id() => Gen.Select(Id, Id, Id, Hostile).Sample(
        (loan, transaction, client, typed) =>
        {
            var repayment = new HookRepayment(loan, transaction, 1_500m) { ClientId = client, ExternalId = typed }.ToEvent();
            foreach (var (form, reading) in Readings(repayment))
            {
                reading.Malformed.ShouldBeNull(form);
                (reading.LoanId ?? loan).ShouldBe(loan, form);
                (reading.ClientId ?? client).ShouldBe(client, form);
                (reading.ResourceId ?? transaction).ShouldBe(transaction, form);
                (reading.Problem is not null || reading.ResourceId == transaction).ShouldBeTrue(form);
            }
        },
        iter: 3_000);

    [Fact]
    public void An_id_is_read_back_however_Java_prints_it() => Id.Sample(
        id =>
        {
            foreach (var text in new[] { JavaText.Print(id), JavaText.Print((double)id) })
            {
                HookNumbers.TryRead(text, out var fromText).ShouldBeTrue(text);
                HookNumbers.TryRead(Encoding.UTF8.GetBytes(text), out var fromBytes).ShouldBeTrue(text);
                (fromText, fromBytes).ShouldBe((id, id), text);
            }
        },
        iter: 5_000);

    [Fact]
    public void A_maps_text_gives_back_its_outer_members()
    {
        var name = Gen.String[Gen.Char.AlphaNumeric, 1, 8];
        var plain = Gen.OneOf(Gen.Long.Select(number => (object)number), Gen.Double[-1e9, 1e9].Select(number => (object)number), Harmless.Select(text => (object)text.Trim()), Gen.Bool.Select(flag => (object)flag));
        var inner = Map(name, plain).Select(map => (object)map);

        Map(name, Gen.OneOf(plain, plain, inner)).Sample(
            map =>
            {
                var members = JavaMapText.Read(JavaText.Print(map)).ShouldNotBeNull();

                members.Keys.ShouldBe(map.Select(member => member.Key));
                members.Values.ShouldBe(map.Select(member => JavaText.Print(member.Value)));
            },
            iter: 1_000);
    }

    [Fact]
    public void No_text_makes_the_reader_of_maps_throw() => Gen.OneOf(Hostile, Gen.String).Sample(text => JavaMapText.Read($"{{{text}}}").ShouldNotBeNull(), iter: 3_000);

    private static Gen<JavaMap> Map(Gen<string> name, Gen<object> value) =>
        Gen.Select(name, value).Array[0, 6].Select(members => members.DistinctBy(member => member.Item1, StringComparer.Ordinal)
            .Aggregate(new JavaMap(), (map, member) => map.Add(member.Item1, member.Item2)));

    /// <summary>As each generation of the core sends it: JSON, JSON whose numbers went through doubles, and the form.</summary>
    private static IEnumerable<(string Form, HookFacts Reading)> Readings(HookEvent it)
    {
        foreach (var generation in Enum.GetValues<Generation>())
        {
            var body = HookBodies.Of(generation, it, Some.Instant);
            foreach (var json in new[] { JavaText.ToGson(body), JavaText.ToGson(body.ThroughUntypedMap()) })
            {
                yield return ($"{generation}: {json}", JsonHookReader.Read(Encoding.UTF8.GetBytes(json)));
            }

            var form = HookForms.FormOf(body);
            yield return ($"{generation}: {form}", FormHookReader.Read(Encoding.UTF8.GetBytes(form)));
        }
    }
}
