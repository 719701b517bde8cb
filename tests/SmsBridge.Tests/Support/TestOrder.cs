using Xunit.v3;

// Tests run in the order they are written in. xunit's own order comes from the path of the clone: a test that rests on what another of its class left
// behind would be green in one folder and red in the next.
[assembly: TestMethodOrderer(typeof(UnorderedTestMethodOrderer))]
[assembly: TestCaseOrderer(typeof(UnorderedTestCaseOrderer))]
