using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public class NearCopiesTest
{
    [Fact]
    public void Equal_files_and_near_features_form_one_group()
    {
        float[] first = [1, 0, 0, 0.5f];
        float[] nearly = [1.02f, 0.01f, 0, 0.5f];
        float[] other = [0, 1, 0.2f, 0];
        FeatureTable pictures = new([.. first, .. other, .. nearly, .. other], [0, 0, 1, 1], 2);
        Assert.Equal([0, 1, 0, 1], NearCopies.Join(pictures, [0, 1, 2, 3]).Groups);
        FeatureTable apart = new([.. first, .. other], [0, 1], 2);
        Assert.Equal([0, 1], NearCopies.Join(apart, [0, 1]).Groups);
        Assert.Equal([0, 0], NearCopies.Join(apart, [7, 7]).Groups);
    }

    [Fact]
    public void A_uniform_class_is_still_judged_and_is_named()
    {
        float[] cup = [1, 0, 0.1f];
        FeatureTable pictures = new([.. cup, .. cup, 0.99f, 0.01f, 0.1f, 0, 1, 0, 0.4f, 1, 0.9f], [0, 0, 0, 1, 1], 2);
        NearCopies near = NearCopies.Join(pictures, [0, 0, 2, 3, 4]);
        Assert.Equal([0], near.Alike);
        Assert.Equal([0, 0, 2, 3, 4], near.Groups); // equal files stay together
    }

    [Fact]
    public void A_group_with_two_labels_stays_in_one_fold()
    {
        int[] labels = [0, 0, 0, 1, 1, 1];
        int[] fold = Folds.Assign(labels, [0, 1, 2, 0, 4, 5], 3, seed: 1);
        Assert.Equal(fold[0], fold[3]);
    }

    [Fact]
    public void Learned_pictures_are_found_by_their_features()
    {
        FeatureTable learned = RandomFeatures.Create(4, 1, 3, 3);
        FeatureTable judged = new([.. learned[2], 9, 9, 9, 9], [0, 1], 2);
        Assert.Equal([0], NearCopies.Learned(judged, learned));
    }
}
