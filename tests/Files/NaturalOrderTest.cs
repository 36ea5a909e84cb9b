using EdgeResNet.Shared.Files;

namespace EdgeResNet.Tests.Files;

public sealed class NaturalOrderTest
{
    [Fact]
    public void Numbers_count_by_value_and_folders_stay_together()
    {
        string[] ordered =
        [
            "a/z.png", "a 1.png", "a1.png", "img2.png", "img10.png", "img10b.png", "IMG_2.png", "img_10.png",
            "s/2.png", "s/10.png", "s2/1.png", "v1.2.png", "v1.10.png", "x99999999999999999999998.png", "x99999999999999999999999.png",
        ];
        Assert.Equal(ordered, ordered.Reverse().Order(NaturalOrder.Instance));
        Assert.True(NaturalOrder.Instance.Compare("img_010.png", "img_10.png") < 0); // equal numbers: by their characters
    }

    [Fact]
    public void The_order_is_total()
    {
        Random random = new(1);
        string[] names = [.. Enumerable.Range(0, 60).Select(_ => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => "aB01/.9é"[random.Next(8)]))).Distinct()];
        foreach (string a in names)
        {
            foreach (string b in names)
            {
                Assert.Equal(Math.Sign(Compare(a, b)), -Math.Sign(Compare(b, a)));
                Assert.Equal(a == b, Compare(a, b) == 0);
                Assert.All(names, c => Assert.False(Compare(a, b) < 0 && Compare(b, c) < 0 && Compare(a, c) >= 0, $"{a} {b} {c}"));
            }
        }

        static int Compare(string a, string b) => NaturalOrder.Instance.Compare(a, b);
    }
}
