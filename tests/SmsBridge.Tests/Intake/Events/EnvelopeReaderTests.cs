using System.Text;
using SmsBridge.Intake.Events.Records;
using SmsBridge.Simulator.Events;

namespace SmsBridge.Tests.Intake.Events;

public class EnvelopeReaderTests
{
    private const string Key = "3f1c2a7e-5f0e-4b2e-9d53-6f4f0f6a1b2c";

    private static readonly DateTimeOffset Raised = new(2026, 11, 21, 8, 0, 0, 123, 456, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_is_read_whatever_the_width_of_its_id(bool isOld)
    {
        var repayment = CoreRecords.Repayment(3_000_000_000, 31);

        var message = EnvelopeReader.Read(repayment.ToMessage("default", Key, Raised, isOld), out var problem);

        problem.ShouldBeNull();
        message!.Tenant.ShouldBe("default");
        message.Key.ShouldBe(Key);
        message.CreatedAt.ShouldBe(Raised);
        var item = message.Items.ShouldHaveSingleItem();
        (item.Index, item.Name, item.Schema).ShouldBe((0, "LoanTransactionMakeRepaymentPost", CoreRecords.LoanTransaction));
        item.Data.ShouldBe(repayment.Data);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(500, false)]
    public void A_message_of_several_is_each_of_them_at_its_place(int count, bool isOld)
    {
        var events = Enumerable.Range(1, count).Select(id => CoreRecords.Repayment(id, 31)).ToList();

        var message = EnvelopeReader.Read(CoreEvent.ToBulk(events, "default", Key, Raised, isOld), out var problem);

        problem.ShouldBeNull();
        message!.Items.Select(item => item.Index).ShouldBe(Enumerable.Range(1, count));
        message.Items.Select(item => item.Data).ShouldBe(events.Select(one => one.Data));
    }

    [Fact]
    public void What_is_cut_off_anywhere_is_said_and_never_thrown()
    {
        var whole = CoreEvent.ToBulk([CoreRecords.Repayment(17, 31), CoreRecords.OfClient("ClientCreate", 7)], "default", Key, Raised);

        for (var length = 0; length < whole.Length; length++)
        {
            EnvelopeReader.Read(whole.AsSpan(0, length), out var problem).ShouldBeNull();
            problem.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public void Foreign_bytes_are_said_and_never_thrown()
    {
        var random = new Random(17);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            EnvelopeReader.Read(bytes, out var foreign).ShouldBeNull();
            foreign.ShouldBe("It is no event of a core: it does not begin as one.");

            EnvelopeReader.Read([0xC3, 0x01, .. AvroFingerprint.OnWire(EventSchemas.Message()), .. bytes], out var garbled).ShouldBeNull();
            garbled.ShouldNotBeNull();
        }

        EnvelopeReader.Read(Encoding.UTF8.GetBytes("""{"type":"LoanApprovedBusinessEvent"}"""), out var json).ShouldBeNull();
        json.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("cdc27a01dd90cede", "It is of a core before 1.9, whose events had another form.")]
    [InlineData("0102030405060708", "Its envelope has a form that is not known: 0102030405060708.")]
    public void An_envelope_of_another_form_is_not_guessed_at(string fingerprint, string words)
    {
        var message = CoreRecords.Repayment(17, 31).ToMessage("default", Key, Raised);
        Convert.FromHexString(fingerprint).CopyTo(message, 2);

        EnvelopeReader.Read(message, out var problem).ShouldBeNull();
        problem.ShouldBe(words);
    }

    [Theory]
    [InlineData("", Key)]
    [InlineData("default", "")]
    public void Without_tenant_or_key_it_is_nobodys(string tenant, string key)
    {
        EnvelopeReader.Read(CoreRecords.Repayment(17, 31).ToMessage(tenant, key, Raised), out var problem).ShouldBeNull();
        problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("2026-11-21T08:00", 0)]
    [InlineData("2026-11-21T08:00:01", 1_000)]
    [InlineData("2026-11-21T08:00:01.5", 1_500)]
    [InlineData("2026-11-21T08:00:01.500250", 1_500)]
    [InlineData("2026-11-21T08:00:01.500250125", 1_500)]
    public void The_core_writes_times_with_and_without_parts_of_seconds(string text, long milliseconds)
    {
        var message = EnvelopeReader.Read(WithTime(text), out var problem);

        problem.ShouldBeNull();
        message!.CreatedAt.ToUnixTimeMilliseconds().ShouldBe(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() + milliseconds);
    }

    [Fact]
    public void A_time_that_is_none_is_said()
    {
        EnvelopeReader.Read(WithTime("yesterday"), out var problem).ShouldBeNull();
        problem.ShouldBe("The time at which the core raised it can not be read.");
    }

    private static byte[] WithTime(string text) => CoreEvent.SingleObject(
        AvroFingerprint.OnWire(EventSchemas.Message()),
        new AvroWriter().Long(7).Text("s").Text("ClientCreateBusinessEvent").Text("Client").Text(text).Text("2026-11-21").Text("default").Text(Key).Text(CoreRecords.Client)
            .Bytes(CoreRecords.OfClient("ClientCreate", 7).Data).ToArray());
}
